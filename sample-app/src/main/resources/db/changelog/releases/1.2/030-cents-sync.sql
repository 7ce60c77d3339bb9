--liquibase formatted sql

--changeset ines.okafor:1.2-cents-sync splitStatements:false
--comment: Instances of 1.1 are still running during the roll-out and write the numeric price only
create function follow_price() returns trigger
    language plpgsql
as
$$
begin
    if tg_op = 'INSERT' then
        new.price_cents := coalesce(new.price_cents, round(new.price * 100));
    elsif new.price is distinct from old.price then
        new.price_cents := round(new.price * 100);
    end if;
    return new;
end
$$;

create trigger products_follow_price before insert or update on products
    for each row execute function follow_price();

create trigger order_lines_follow_price before insert or update on order_lines
    for each row execute function follow_price();
--rollback drop trigger order_lines_follow_price on order_lines;
--rollback drop trigger products_follow_price on products;
--rollback drop function follow_price();
