--liquibase formatted sql

--changeset ana:1
create table account (id integer primary key);

--changeset ana:2
set local lock_timeout = 0;
select pg_advisory_xact_lock(1);
create table parcel (id integer primary key);
