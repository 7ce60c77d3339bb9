--liquibase formatted sql

--changeset mara.lindqvist:demo-orders context:demo
--comment: Three hundred orders of the last three hundred days; the same ones in every demo
with buyers as (
    select id, row_number() over (order by id) - 1 as n, count(*) over () as buyers
    from customers
), placed as (
    insert into orders (customer_id, placed_at, status)
    select b.id,
           now() - make_interval(days => 301 - day.n, mins => day.n * 7 % 600),
           case when day.n % 12 = 0 then 'CANCELLED' when day.n > 285 then 'PLACED' else 'SHIPPED' end
    from generate_series(1, 300) as day (n)
    join buyers b on b.n = day.n * 37 % b.buyers
    order by day.n
    returning id
), goods as (
    select sku, price_cents, row_number() over (order by sku) - 1 as n, count(*) over () as goods
    from products
)
insert into order_lines (order_id, line, sku, quantity, price_cents)
select p.id, pick.line, g.sku, 1 + (p.id + pick.line) % 3, g.price_cents
from placed p
cross join lateral generate_series(1, 1 + (p.id % 3)::integer) as pick (line)
join goods g on g.n = (p.id * 7 + pick.line * 13) % g.goods;
--rollback delete from order_lines;
--rollback delete from orders;
