--liquibase formatted sql

--changeset ines.okafor:1.1-orders-by-customer runInTransaction:false
--comment: A build that was interrupted leaves an invalid index of that name, hence the drop before
drop index concurrently if exists orders_customer_id_placed_at_idx;
create index concurrently orders_customer_id_placed_at_idx on orders (customer_id, placed_at desc);
--rollback drop index orders_customer_id_placed_at_idx;
