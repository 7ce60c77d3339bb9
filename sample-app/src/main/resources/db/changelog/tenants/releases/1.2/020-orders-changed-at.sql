--liquibase formatted sql

--changeset mara.lindqvist:shop-1.2-orders-changed-at endDelimiter:@@
alter table orders add column changed_at timestamptz not null default now()
@@
create function note_change() returns trigger
    language plpgsql
as
$$
begin
    new.changed_at := now();
    return new;
end
$$
@@
create trigger orders_note_change before update on orders
    for each row execute function note_change()
@@
--rollback drop trigger orders_note_change on orders;
--rollback drop function note_change();
--rollback alter table orders drop column changed_at;
