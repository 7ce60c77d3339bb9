--liquibase formatted sql

--changeset tomas.havel:shop-1.1-counter
--comment: Whoever buys over the counter, so that a new shop can sell on its first day
insert into customers (email, name) values ('counter@shop.example', 'Counter sales');
--rollback delete from customers where email = 'counter@shop.example';
