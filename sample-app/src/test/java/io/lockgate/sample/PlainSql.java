package io.lockgate.sample;

import java.io.StringWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.database.core.PostgresDatabase;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import liquibase.integration.spring.SpringResourceAccessor;
import org.springframework.core.io.DefaultResourceLoader;

/**
 * What Liquibase executes for a tenant, as its {@code update-sql} writes it, in a transaction per changeset: the creation of the
 * history, changes, and rows in the history, but nothing about its lock. Who migrates cannot execute less.
 *
 * @param schema of the tenant that it is written for
 */
record PlainSql(String schema, String script) {

    /** Before what is a transaction. */
    private static final Pattern HEADING =
            Pattern.compile("^-- (?=Create Database Change Log Table$|Changeset )", Pattern.MULTILINE);

    private static final Pattern NEXT_HEADING = Pattern.compile("^-- ", Pattern.MULTILINE);

    /** What is to be done for a tenant, and for all that stand at the same place. */
    @SuppressWarnings("deprecation") // it has no successor that takes a database as it is
    static PlainSql of(TenantDatabase database, String schema, TenantScenario scenario)
            throws SQLException, LiquibaseException {
        StringWriter written = new StringWriter();
        try (Connection connection = database.pool().getConnection()) {
            PostgresDatabase postgres = new PostgresDatabase();
            postgres.setConnection(new JdbcConnection(connection));
            postgres.setDefaultSchemaName(schema);
            postgres.setLiquibaseSchemaName(schema);
            new Liquibase(scenario.changelog(), new SpringResourceAccessor(new DefaultResourceLoader()), postgres)
                    .update(new Contexts(), new LabelExpression(), written);
        }
        return new PlainSql(
                schema,
                HEADING.splitAsStream(written.toString())
                        .skip(1)
                        .map(block -> NEXT_HEADING.split(block.substring(block.indexOf('\n')), 2)[0].strip())
                        .map(statements -> """
                                begin;
                                set local search_path to %s, public;
                                %s
                                commit;
                                """.formatted(schema, statements))
                        .collect(Collectors.joining()));
    }

    /** Executes it for tenants, for each in one round trip, and tells how long that took once the connections were open. */
    Duration execute(TenantDatabase database, List<String> schemas, int connections) throws Exception {
        Queue<String> tenants = new ConcurrentLinkedQueue<>(schemas);
        List<Connection> open = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            for (int i = 0; i < connections; i++) {
                open.add(database.pool().getConnection());
            }
            long start = System.nanoTime();
            List<Callable<Void>> workers =
                    open.stream().map(connection -> worker(connection, tenants)).toList();
            for (Future<Void> worker : threads.invokeAll(workers)) {
                worker.get();
            }
            return Duration.ofNanos(System.nanoTime() - start);
        } finally {
            threads.shutdown();
            for (Connection connection : open) {
                connection.close();
            }
        }
    }

    private Callable<Void> worker(Connection connection, Queue<String> tenants) {
        return () -> {
            try (Statement statement = connection.createStatement()) {
                statement.setEscapeProcessing(false);
                for (String tenant = tenants.poll(); tenant != null; tenant = tenants.poll()) {
                    statement.execute(script.replace(schema, tenant));
                }
                return null;
            }
        };
    }
}
