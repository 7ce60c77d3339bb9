--liquibase formatted sql

--changeset ines.okafor:shop-1.0-order-lines
--comment: What is sold comes from the catalog that all shops share
create table order_lines (
    order_id bigint references orders (id),
    line integer,
    sku text not null references public.products (sku),
    quantity integer not null constraint order_lines_quantity_check check (quantity > 0),
    price_cents bigint not null,
    primary key (order_id, line)
);
alter table orders
    add constraint orders_status_check check (status in ('PLACED', 'SHIPPED', 'CANCELLED'));
--rollback alter table orders drop constraint orders_status_check;
--rollback drop table order_lines;
