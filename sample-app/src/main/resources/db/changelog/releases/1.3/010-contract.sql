--liquibase formatted sql

--changeset ines.okafor:1.3-cents-contract splitStatements:false rollbackSplitStatements:false
--comment: Contract: no instance older than 1.2 is left, nobody writes the numeric price
drop trigger order_lines_follow_price on order_lines;
drop trigger products_follow_price on products;
drop function follow_price();
alter table order_lines drop column price;
alter table products drop column price;
--rollback alter table products add column price numeric(10, 2);
--rollback update products set price = price_cents / 100.0;
--rollback alter table products alter column price set not null;
--rollback alter table order_lines add column price numeric(10, 2);
--rollback update order_lines set price = price_cents / 100.0;
--rollback alter table order_lines alter column price set not null;
--rollback create function follow_price() returns trigger language plpgsql as $$
--rollback begin
--rollback     if tg_op = 'INSERT' then
--rollback         new.price_cents := coalesce(new.price_cents, round(new.price * 100));
--rollback     elsif new.price is distinct from old.price then
--rollback         new.price_cents := round(new.price * 100);
--rollback     end if;
--rollback     return new;
--rollback end $$;
--rollback create trigger products_follow_price before insert or update on products for each row execute function follow_price();
--rollback create trigger order_lines_follow_price before insert or update on order_lines for each row execute function follow_price();

--changeset tomas.havel:1.3-addresses-contract
--comment: Contract: addresses are read from their own table since 1.2
alter table customers
    drop column street,
    drop column postal_code,
    drop column city,
    drop column country;
--rollback alter table customers add column street text, add column postal_code text, add column city text, add column country char(2);
--rollback update customers c set street = a.street, postal_code = a.postal_code, city = a.city, country = a.country from (select distinct on (customer_id) * from addresses order by customer_id, id) a where a.customer_id = c.id;
--rollback alter table customers alter column street set not null, alter column postal_code set not null, alter column city set not null, alter column country set not null;
