package io.lockgate.takeover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.persistence.EntityManagerFactory;
import org.hibernate.tool.schema.spi.SchemaManagementException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** Hibernate compares entities and tables while the context starts. */
@Tag("liquibase")
@ExtendWith(OutputCaptureExtension.class)
class JpaValidationIntegrationTests {

    private static final String WARNING =
            "JPA (spring.jpa.hibernate.ddl-auto=validate) would meet the schema before it is migrated:"
                    + " set lockgate.startup.phase=init";

    @AutoClose
    private final Database database = Database.create();

    @Test
    void entityFindsItsTableWhenMigratingDuringInitialization(CapturedOutput output) {
        try (var context = startValidating("init")) {
            assertThat(Gate.of(context).isOpen()).isTrue();
            assertThat(accounts(context)).isZero();
        }

        assertThat(database.executed()).containsExactly("1");
        assertThat(database.runs()).first().isEqualTo("MIGRATED");
        assertThat(output).doesNotContain(WARNING);
    }

    @Test
    void entityWithoutItsTableFailsTheStartAfterAWarningThatNamesTheProperty(CapturedOutput output) {
        assertThatExceptionOfType(Exception.class)
                .isThrownBy(() -> startValidating("ready").close())
                .havingRootCause()
                .isInstanceOf(SchemaManagementException.class)
                .withMessageContaining("missing table [account]");

        assertThat(output).containsOnlyOnce(WARNING).containsSubsequence("WARN", WARNING, "missing table [account]");
        assertThat(database.hasTable("account")).isFalse();
    }

    @Test
    void entityFindsTheTableOfAnEarlierStart() {
        Application.run(database);

        try (var context = startValidating("ready")) {
            assertThat(Gate.of(context).isOpen()).isTrue();
            assertThat(accounts(context)).isZero();
        }

        assertThat(database.executed()).containsExactly("1");
    }

    private ConfigurableApplicationContext startValidating(String phase) {
        return Application.start(
                database,
                "spring.autoconfigure.exclude=",
                "spring.jpa.hibernate.ddl-auto=validate",
                "lockgate.startup.phase=" + phase);
    }

    private static long accounts(ConfigurableApplicationContext context) {
        return context.getBean(EntityManagerFactory.class)
                .callInTransaction(entities -> entities.createQuery("select count(*) from Account", Long.class)
                        .getSingleResult());
    }
}
