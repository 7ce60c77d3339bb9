--liquibase formatted sql

--changeset ana:always
create table for_all (id integer);

--changeset ana:in-test context:test
create table for_test (id integer);

--changeset ana:in-production context:production
create table for_production (id integer);

--changeset ana:v1 labels:v1
create table for_v1 (id integer);

--changeset ana:v2 labels:v2
create table for_v2 (id integer);
