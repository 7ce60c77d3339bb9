package io.lockgate.sample;

import java.util.Map;

/**
 * The order service on a PostgreSQL that it brings along, with one slow changeset, so that one can watch readiness wait, and 200
 * tenants after it.
 * With {@code SPRING_DATASOURCE_URL} in the environment it is the plain service on that database.
 */
public final class DemoOrdersApplication {

    private DemoOrdersApplication() {}

    /** Starts the demo; the arguments are those of the service. */
    public static void main(String[] args) {
        Map<String, String> environment = System.getenv();
        if (!environment.containsKey("SPRING_DATASOURCE_URL")) {
            LocalPostgres postgres = LocalPostgres.start();
            System.setProperty("spring.datasource.url", postgres.jdbcUrl());
            System.setProperty("spring.datasource.username", LocalPostgres.USERNAME);
            System.setProperty("spring.datasource.password", LocalPostgres.PASSWORD);
            System.setProperty("spring.liquibase.contexts", "demo,slow");
            System.out.println(whatToTry(environment.getOrDefault("SERVER_PORT", "8080"), postgres.uri()));
        }
        OrdersApplication.main(args);
    }

    private static String whatToTry(String port, String postgres) {
        return """

                The order service starts on port %1$s, with a PostgreSQL of its own.
                The last changeset of what all share sleeps for 15 seconds, then 200 tenants follow. Meanwhile, in another terminal:

                  curl -i localhost:%1$s/actuator/health/liveness     200 from the beginning
                  curl -i localhost:%1$s/actuator/health/readiness    503, and 200 once the schema is ready
                  curl localhost:%1$s/actuator/schema
                  psql %2$s -c "select pid, classid, objid, granted from pg_locks where locktype = 'advisory'"
                  psql %2$s -c "select orderexecuted, id, author, exectype from databasechangelog order by 1"

                And when it is ready:

                  curl 'localhost:%1$s/products?category=coffee'
                  curl -i localhost:%1$s/orders -H 'Content-Type: application/json' \\
                    -d '{"customerId": 7, "lines": [{"sku": "COF-1013", "quantity": 2}]}'
                  curl localhost:%1$s/customers/7/orders

                The same in the schema of a tenant, and a tenant that joins:

                  curl localhost:%1$s/actuator/schema/shop_017
                  curl -i localhost:%1$s/orders -H 'X-Tenant: shop_017' -H 'Content-Type: application/json' \\
                    -d '{"customerId": 1, "lines": [{"sku": "COF-1013", "quantity": 2}]}'
                  curl -i localhost:%1$s/tenants -H 'Content-Type: application/json' -d '{"name": "acme", "displayName": "Acme"}'
                  curl localhost:%1$s/customers/1/orders -H 'X-Tenant: acme'

                Ctrl-C ends both; the data goes with them.
                """.formatted(port, postgres);
    }
}
