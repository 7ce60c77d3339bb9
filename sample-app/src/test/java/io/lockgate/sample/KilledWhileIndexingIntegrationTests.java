package io.lockgate.sample;

import static io.lockgate.sample.Eventually.eventually;
import static io.lockgate.sample.Eventually.timed;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process that is killed in the middle of {@code CREATE INDEX CONCURRENTLY} leaves an invalid index, which the next one
 * names and builds again. Without that the same statement fails, or, with {@code IF NOT EXISTS}, counts the invalid one.
 */
class KilledWhileIndexingIntegrationTests {

    private static final Logger log = LoggerFactory.getLogger(KilledWhileIndexingIntegrationTests.class);

    /** Five times what it should take. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @AutoClose
    private final Deployment deployment = Deployment.of(KilledWhileIndexingIntegrationTests.class);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create index concurrently parcels_weight on parcels (weight)",
                "create unique index concurrently if not exists parcels_weight on parcels (weight)"
            })
    @SuppressWarnings("try") // held, not used
    void theNextProcessBuildsTheIndexAgain(String statement) throws SQLException {
        deployment.jdbc().sql("create table parcels (weight int)").update();
        deployment
                .jdbc()
                .sql("insert into parcels select generate_series(1, 1000)")
                .update();
        OrdersProcess service;
        try (OpenSnapshot reader = OpenSnapshot.in(deployment.url())) {
            service = deployment.startOn(Deployment.OUTSIDE_OF_TRANSACTION, Deployment.statement(statement));
            eventually(() -> deployment.isRunning(statement) && indexes().equals(List.of("invalid")));

            Duration free = timed(service::kill, () -> deployment.lockHolders().isEmpty());

            log.info("measured: the lock is free {} ms after a kill during a concurrent index build", free.toMillis());
            assertThat(free).isLessThan(PATIENCE);
        }
        assertThat(indexes()).containsExactly("invalid");
        assertThat(deployment.recorded("statement")).isZero();

        OrdersProcess next = deployment
                .startOn(Deployment.OUTSIDE_OF_TRANSACTION, Deployment.statement(statement))
                .awaitReady();

        assertThat(indexes()).containsExactly("valid");
        assertThat(deployment.recorded("statement")).isOne();
        assertThat(next.output().lines().filter(line -> line.contains(" WARN ")))
                .anySatisfy(line -> assertThat(line).contains("parcels_weight"));
    }

    private List<String> indexes() {
        return deployment.jdbc().sql("""
                        select case when indisvalid then 'valid' else 'invalid' end
                          from pg_index
                         where indrelid = 'parcels'::regclass
                        """).query(String.class).list();
    }
}
