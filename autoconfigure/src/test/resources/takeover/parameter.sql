--liquibase formatted sql

--changeset ana:1
create table ${table-name} (id integer);
