package io.lockgate.changelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lockgate.run.Run;
import io.lockgate.run.RunListener;
import io.lockgate.schema.ChangeSetId;
import io.lockgate.testing.OtherPod;
import io.lockgate.testing.TestService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import liquibase.exception.LiquibaseException;
import liquibase.integration.spring.SpringLiquibase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Other lock services in the same process: ours holds for our runs alone. An extension on the class path, such as
 * liquibase-sessionlock, changes nothing in them, and whoever uses Liquibase by himself, during a run or after it, gets the
 * lock service that he would get without us.
 */
@Tag("liquibase")
class OtherLockServicesIntegrationTests {

    private static final String SEEN = """
            --liquibase formatted sql
            --changeset ana:%1$s
            create table seen_%1$s as
            select objsubid, (classid::bigint << 32) | objid::bigint as key from pg_locks
             where locktype = 'advisory' and pid = pg_backend_pid();
            """;

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void writeChangelogs() {
        service.file(TestService.CHANGELOG, SEEN.formatted("ours"));
        service.file("db/changelog/during.sql", SEEN.formatted("during"));
        service.file("db/changelog/after.sql", SEEN.formatted("after"));
    }

    @Test
    void liquibasesOwnStaysWhatItIs() throws Exception {
        runBesideNeighbour();

        ourLockIsTheAdvisoryOne();
        assertThat(service.database().query("select key from seen_during union all select key from seen_after"))
                .isEmpty();
        assertThat(service.database().query("select locked from lock_during union all select locked from lock_after"))
                .containsExactly("f", "f");
    }

    /** It takes an advisory lock of its own, of two halves, and creates no table. */
    @Test
    void thatOfAnExtensionStaysWhatItIs() throws Exception {
        runBesideNeighbour(sessionLock());

        ourLockIsTheAdvisoryOne();
        assertThat(service.database()
                        .query("select objsubid from seen_during union all select objsubid from seen_after"))
                .containsExactly("2", "2");
        assertThat(service.database().tables()).doesNotContain("lock_during", "lock_after", "databasechangeloglock");
    }

    private void runBesideNeighbour(Path... extensions) throws Exception {
        var process = service.fork(List.of(extensions), "spring.main.sources=" + Neighbour.class.getName());

        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(service.database().query("select id from history_during union all select id from history_after"))
                .containsExactly("during", "after");
    }

    private void ourLockIsTheAdvisoryOne() {
        assertThat(service.database().history()).containsExactly("ours");
        assertThat(service.database().query("select objsubid || ' ' || key from seen_ours"))
                .containsExactly("1 " + OtherPod.LOCK);
        assertThat(service.database().tables()).doesNotContain("databasechangeloglock");
        assertThat(service.database().lockHolders()).isEmpty();
    }

    private static Path sessionLock() throws IOException {
        String folder = System.getProperty("lockgate.sessionlock");
        assumeThat(folder).as("the build has put liquibase-sessionlock there").isNotNull();
        try (var jars = Files.list(Path.of(folder))) {
            return jars.findFirst().orElseThrow();
        }
    }

    /** Uses Liquibase by himself, in the middle of a run on a thread that inherits its scope, and after it. */
    @Configuration(proxyBeanMethods = false)
    static class Neighbour {

        @Bean
        RunListener during(JdbcConnectionDetails database) {
            return new RunListener() {
                @Override
                public void changeSetStarted(Run run, ChangelogPlan plan, ChangeSetId changeSet) {
                    var thread = new Thread(() -> migrate("during", database));
                    thread.start();
                    try {
                        thread.join();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }
            };
        }

        @Bean
        ApplicationRunner after(JdbcConnectionDetails database) {
            return arguments -> migrate("after", database);
        }

        private static void migrate(String name, JdbcConnectionDetails database) {
            var liquibase = new SpringLiquibase();
            liquibase.setDataSource(
                    new DriverManagerDataSource(database.getJdbcUrl(), database.getUsername(), database.getPassword()));
            liquibase.setResourceLoader(new DefaultResourceLoader());
            liquibase.setChangeLog("classpath:db/changelog/%s.sql".formatted(name));
            liquibase.setDatabaseChangeLogTable("history_" + name);
            liquibase.setDatabaseChangeLogLockTable("lock_" + name);
            liquibase.setAnalyticsEnabled(false);
            try {
                liquibase.afterPropertiesSet();
            } catch (LiquibaseException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
