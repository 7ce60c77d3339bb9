package io.lockgate.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.TestService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.util.StringUtils;

/** Whoever owns the history or its schema can act as the role that migrates, which is told where nobody would think so. */
@Tag("liquibase")
class LesserOwnersIntegrationTests {

    private static final String WARNING = "A lesser role can act as the role that migrates";

    @RegisterExtension
    private final TestService service = new TestService();

    private String database;

    private String migrator;

    @BeforeEach
    void createMigrator() {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");
        database = service.database().name();
        migrator = "migrator_" + database;
        service.database()
                .execute("create role %s login".formatted(migrator), "grant create on schema public to " + migrator);
    }

    @Test
    void theOwnerOfTheHistoryIsToldOnce() {
        service.startUntilRecognised();
        service.database().execute("alter table databasechangelog owner to guest");

        service.startAndStop();
        service.startAndStop();
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n--changeset ana:2\nselect 1;\n");
        service.startAndStop();

        assertThatOneWarningSays(
                "the history table databasechangelog in the database %s belongs to the role guest, which can act as postgres"
                        .formatted(database));
    }

    @Test
    void theOwnerOfTheSchemaIsToldOnceEvenIfTheMigratorIsItsMember() {
        service.database().execute("grant guest to " + migrator, "create schema theirs authorization guest");

        service.startAndStop(asMigrator(), "spring.liquibase.default-schema=theirs");
        service.startAndStop(asMigrator(), "spring.liquibase.default-schema=theirs");

        assertThatOneWarningSays("the schema theirs in the database %s belongs to the role guest, which can act as %s"
                .formatted(database, migrator));
    }

    /** Liquibase takes nothing but a table for its history, and fails. */
    @Test
    void theOwnerOfAViewInTheHistorysPlaceIsNotTold() {
        service.database()
                .execute(
                        "create view databasechangelog as select 1 as id",
                        "alter view databasechangelog owner to guest");

        service.failToStart();

        assertThatNobodyIsTold();
    }

    @Test
    void theOwnerOfTheSchemaIsToldBesideAViewThatTheMigratorMayNotWrite() {
        service.database()
                .execute(
                        "create schema theirs authorization guest",
                        "grant usage, create on schema theirs to " + migrator,
                        "create view theirs.databasechangelog as select 1 as id");

        service.failToStart(asMigrator(), "spring.liquibase.default-schema=theirs");

        assertThatOneWarningSays("the schema theirs in the database %s belongs to the role guest, which can act as %s"
                .formatted(database, migrator));
    }

    @Test
    void aGroupWithOtherMembersIsLesser() {
        String group = "group_" + database;
        service.database()
                .execute(
                        "create role %s".formatted(group),
                        "grant %s to %s, guest".formatted(group, migrator),
                        "create schema theirs authorization " + group);

        service.startAndStop(asMigrator(), "spring.liquibase.default-schema=theirs");

        assertThatOneWarningSays(
                "the schema theirs in the database %s belongs to the role %s".formatted(database, group));
    }

    @Test
    void aGroupOfTheMigratorAloneIsNobody() {
        String group = "group_" + database;
        service.database()
                .execute(
                        "create role %s".formatted(group),
                        "grant %s to %s".formatted(group, migrator),
                        "create schema theirs authorization " + group);

        service.startAndStop(asMigrator(), "spring.liquibase.default-schema=theirs");
        service.startAndStop(asMigrator(), "spring.liquibase.default-schema=theirs");

        assertThatNobodyIsTold();
    }

    @Test
    void whoCanActAsTheMigratorAnywayIsNotTold() {
        service.database().execute("alter database %s owner to guest".formatted(database));
        service.startAndStop(asMigrator());
        service.startAndStop(asMigrator());
        service.database().execute("alter table databasechangelog owner to postgres");
        service.startAndStop();
        service.database()
                .execute(
                        "create role deputy_%s login in role %s".formatted(database, migrator),
                        "alter table databasechangelog owner to deputy_" + database,
                        "grant all on databasechangelog to " + migrator);
        service.startAndStop(asMigrator());

        assertThatNobodyIsTold();
    }

    @Test
    void whoMayNotWriteTheHistoryIsToldOfNobody() {
        service.startUntilRecognised(asMigrator());
        service.database().execute("grant select on databasechangelog, lockgate_schema to guest");

        service.startAndStop("spring.datasource.username=guest", "spring.datasource.password=welcome");

        assertThatNobodyIsTold();
    }

    private String asMigrator() {
        return "spring.datasource.username=" + migrator;
    }

    private void assertThatOneWarningSays(String what) {
        assertThat(StringUtils.countOccurrencesOf(service.output().getAll(), WARNING))
                .isEqualTo(1);
        assertThat(service.output().getAll()).contains(what);
    }

    private void assertThatNobodyIsTold() {
        assertThat(service.output().getAll()).doesNotContain(WARNING);
    }
}
