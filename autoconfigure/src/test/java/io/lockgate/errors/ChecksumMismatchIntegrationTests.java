package io.lockgate.errors;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.startup.StartupPhase;
import io.lockgate.testing.TestService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("liquibase")
class ChecksumMismatchIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    @ParameterizedTest
    @EnumSource(StartupPhase.class)
    void anExecutedChangesetWasEdited(StartupPhase phase) {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");
        service.startAndStop();
        service.changelog("""
                --changeset ana:1
                create table orders (id bigint);
                --changeset ana:2
                create table customers (id int);
                """);
        var before = service.database().contents();

        var failure = service.failToStart("lockgate.startup.phase=" + phase);

        assertThat(failure.description())
                .startsWith("Changesets of 'liquibase' were edited after they had been executed: "
                        + "db/changelog/main.sql::1::ana was: 9:");
        assertThat(failure.action())
                .startsWith("Take the edit back and write a new changeset instead.")
                .contains("<validCheckSum>", "Nothing was executed in this run.");
        assertThat(failure.exitCode()).isEqualTo(1);
        assertThat(service.database().contents()).isEqualTo(before);
    }
}
