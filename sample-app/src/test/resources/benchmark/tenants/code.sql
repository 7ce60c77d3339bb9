--liquibase formatted sql

--changeset benchmark:17
create view open_orders as
    select o.id, c.name, o.total_cents
      from orders o
      join customers c on c.id = o.customer_id
     where o.status = 'open';

--changeset benchmark:18 splitStatements:false
create function order_total(wanted bigint) returns bigint language sql stable as $$
    select coalesce(sum(quantity * price_cents), 0) from order_lines where order_id = wanted;
$$;

--changeset benchmark:19
comment on table orders is 'What customers have ordered';
comment on column orders.total_cents is 'Without what is not paid';

--changeset benchmark:20
create index customers_active on customers (email) where active;
update products set price_cents = price_cents + 10 where sku = 'shipping';
