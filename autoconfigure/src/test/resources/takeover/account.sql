--liquibase formatted sql

--changeset ana:1
create table account (id integer primary key);
--rollback drop table account;
