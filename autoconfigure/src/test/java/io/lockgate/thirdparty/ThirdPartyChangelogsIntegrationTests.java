package io.lockgate.thirdparty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.junit.jupiter.params.provider.EnumSource.Mode.EXCLUDE;
import static org.junit.jupiter.params.provider.EnumSource.Mode.INCLUDE;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("liquibase")
class ThirdPartyChangelogsIntegrationTests {

    private static final String BROKEN = "FLOWABLE_CMMN_CRDB";

    private static EmbeddedPostgres postgres;

    private final Migrator plain = new PlainLiquibase();
    private final Migrator library = new BootApplication();

    @BeforeAll
    static void startPostgres() throws IOException {
        postgres = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stopPostgres() throws IOException {
        postgres.close();
    }

    @ParameterizedTest
    @EnumSource(mode = EXCLUDE, names = BROKEN)
    void leavesTheSchemaAndTheHistoryThatPlainLiquibaseLeaves(ThirdPartyChangelog changelog) throws Exception {
        var here = TestDatabase.create(postgres, changelog + "_library");
        var there = TestDatabase.create(postgres, changelog + "_plain");

        library.migrate(changelog, here.dataSource());
        plain.migrate(changelog, there.dataSource());

        assertThat(here.hasTablesOfLockgate()).isTrue();
        assertSameSnapshot(here.snapshot(), there.snapshot());
    }

    @ParameterizedTest
    @EnumSource(mode = EXCLUDE, names = BROKEN)
    void changesNothingThatPlainLiquibaseHasMigrated(ThirdPartyChangelog changelog) throws Exception {
        var database = TestDatabase.create(postgres, changelog + "_adopted");
        plain.migrate(changelog, database.dataSource());
        var before = database.snapshot();

        library.migrate(changelog, database.dataSource());

        assertSameSnapshot(database.snapshot(), before);
    }

    @ParameterizedTest
    @EnumSource(mode = INCLUDE, names = BROKEN)
    void leavesWhatPlainLiquibaseLeavesWhereAChangesetFails(ThirdPartyChangelog changelog) throws Exception {
        var here = TestDatabase.create(postgres, changelog + "_library");
        var there = TestDatabase.create(postgres, changelog + "_plain");

        assertThatException().isThrownBy(() -> library.migrate(changelog, here.dataSource()));
        assertThatException().isThrownBy(() -> plain.migrate(changelog, there.dataSource()));

        assertSameSnapshot(here.snapshot(), there.snapshot());
    }

    private static void assertSameSnapshot(CatalogSnapshot here, CatalogSnapshot there) {
        assertThat(there.historyRows()).isNotEmpty();
        assertThat(here.differenceFrom(there)).hasToString("");
    }
}
