--liquibase formatted sql

--changeset reference:orders
--comment: Ends only when the test lets go of advisory lock 1
create table orders (id bigint primary key);
set local lock_timeout = 0;
select pg_advisory_xact_lock(1);
