--liquibase formatted sql

--changeset ines.okafor:demo-shops context:demo
--comment: Two hundred shops, so that one can watch their schemas being rolled out
insert into tenants (schema_name, display_name)
select 'shop_' || lpad(n::text, 3, '0'), 'Shop ' || n
from generate_series(1, 200) as shop (n);
--rollback delete from tenants;
