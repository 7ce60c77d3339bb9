--liquibase formatted sql

--changeset benchmark:1
create table plans (name text primary key);
