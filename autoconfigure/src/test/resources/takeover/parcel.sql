--liquibase formatted sql

--changeset ben:1
create table parcel (id integer primary key);
--rollback drop table parcel;
