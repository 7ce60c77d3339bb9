--liquibase formatted sql

--changeset ines.okafor:1.2-cents-migrate
--comment: Migrate: the rows from before the trigger
update products set price_cents = round(price * 100) where price_cents is null;
update order_lines set price_cents = round(price * 100) where price_cents is null;
--rollback empty

--changeset ines.okafor:1.2-cents-required
--comment: SET NOT NULL does not scan the table where a valid check already proves it (PostgreSQL 12)
alter table products add constraint products_price_cents_present check (price_cents is not null) not valid;
alter table products validate constraint products_price_cents_present;
alter table products alter column price_cents set not null;
alter table products drop constraint products_price_cents_present;
alter table order_lines add constraint order_lines_price_cents_present check (price_cents is not null) not valid;
alter table order_lines validate constraint order_lines_price_cents_present;
alter table order_lines alter column price_cents set not null;
alter table order_lines drop constraint order_lines_price_cents_present;
--rollback alter table order_lines alter column price_cents drop not null;
--rollback alter table products alter column price_cents drop not null;
