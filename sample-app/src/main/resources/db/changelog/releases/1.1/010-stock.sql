--liquibase formatted sql

--changeset tomas.havel:1.1-stock
--comment: How many pieces the warehouse can still promise
create table stock (
    sku text primary key references products (sku),
    on_hand integer not null constraint stock_on_hand_check check (on_hand >= 0)
);
insert into stock (sku, on_hand)
select sku, case when category = 'grinders' then 25 else 400 end
from products;
--rollback drop table stock;
