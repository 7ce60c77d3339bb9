--liquibase formatted sql

--changeset ines.okafor:1.1-order-status
--comment: A constant default is kept in the catalog, so that no row is rewritten
alter table orders add column status text not null default 'PLACED';
--rollback alter table orders drop column status;

--changeset ines.okafor:1.1-order-status-check
--comment: NOT VALID binds new rows at once and reads no old ones under its exclusive lock
alter table orders
    add constraint orders_status_check check (status in ('PLACED', 'SHIPPED', 'CANCELLED')) not valid;
--rollback alter table orders drop constraint orders_status_check;

--changeset ines.okafor:1.1-order-status-validate
--comment: In a transaction of its own, so that orders are placed while the old rows are read
alter table orders validate constraint orders_status_check;
--rollback empty
