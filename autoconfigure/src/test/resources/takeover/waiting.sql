--liquibase formatted sql

--changeset ana:1
create table account (id integer primary key);

--changeset ana:2
select pg_advisory_xact_lock(1);
create table parcel (id integer primary key);
