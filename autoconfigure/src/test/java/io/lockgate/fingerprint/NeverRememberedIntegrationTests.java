package io.lockgate.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.PlainChange;
import io.lockgate.testing.TestService;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import liquibase.Liquibase;
import liquibase.change.CheckSum;
import liquibase.change.custom.CustomChangeChecksum;
import liquibase.change.custom.CustomTaskChange;
import liquibase.database.Database;
import liquibase.integration.spring.Customizer;
import liquibase.integration.spring.SpringLiquibase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Where every start is to do or to ask something, there is nothing to be remembered. */
@Tag("liquibase")
class NeverRememberedIntegrationTests {

    private static final String YAML = "spring.liquibase.change-log=classpath:db/changelog/main.yaml";

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void recogniseAPlainChangelog() {
        service.database().execute("create table effects (changeset text)");
        service.changelog("--changeset ana:1\ninsert into effects values ('1');\n");
        service.startUntilRecognised();
    }

    @Test
    void aChangesetThatRunsAlwaysRuns() {
        service.changelog("--changeset ana:2 runAlways:true\ninsert into effects values ('2');\n");

        assertThatNothingIsRemembered();
        assertThat(effects()).containsExactly("1", "2", "2", "2");
    }

    @Test
    void whatIsToBeDroppedFirstIsDropped() {
        service.changelog("""
                --changeset ana:1
                create table effects (changeset text);
                --changeset ana:2
                insert into effects values ('2');
                """);
        String drop = "spring.liquibase.drop-first=true";
        assertThatNothingIsRemembered(drop);

        service.database().execute("insert into effects values ('dropped')");
        assertThat(service.startIsRecognised(drop)).isFalse();
        assertThat(effects()).containsExactly("2");

        assertThat(service.startIsRecognised()).isFalse();
        assertThat(service.startIsRecognised()).isTrue();
        assertThat(service.startIsRecognised(drop)).isFalse();
    }

    @Test
    void aChangesetWhosePreconditionsFailedIsTriedAgain() {
        service.changelog("""
                --changeset ana:2
                --preconditions onFail:CONTINUE
                --precondition-sql-check expectedResult:2 select count(*) from effects
                insert into effects values ('2');
                """);
        assertThatNothingIsRemembered();

        service.database().execute("insert into effects values ('other')");
        assertThat(service.startIsRecognised()).isFalse();
        assertThat(effects()).containsExactly("1", "other", "2");
        assertThat(service.startIsRecognised()).isTrue();
    }

    @Test
    void aChangesetThatMayFailIsTriedAgain() {
        service.changelog("--changeset ana:2 failOnError:false\ninsert into later values ('2');\n");
        assertThatNothingIsRemembered();

        service.database().execute("create table later (changeset text)");
        assertThat(service.startIsRecognised()).isFalse();
        assertThat(service.database().query("select changeset from later")).containsExactly("2");
        assertThat(service.startIsRecognised()).isTrue();
    }

    @Test
    void aPreconditionOfTheChangelogIsAskedAgain() {
        service.file("db/changelog/included.yaml", """
                databaseChangeLog:
                  - preConditions: [{sqlCheck: {expectedResult: 1, sql: select count(*) from effects}}]
                  - changeSet: {id: 2, author: ana, changes: [{sql: {sql: "select 1"}}]}
                """);
        service.file("db/changelog/main.yaml", "databaseChangeLog: [include: {file: db/changelog/included.yaml}]");
        assertThatNothingIsRemembered(YAML);

        service.database().execute("insert into effects values ('other')");
        service.failToStart(YAML);
    }

    @Test
    void aCustomizerIsAsked() {
        service.with(WithCustomizer.class);

        assertThatNothingIsRemembered();
        assertThat(effects()).containsExactly("1");
    }

    @Test
    void aSubclassIsAsked() {
        service.with(WithSubclass.class);

        assertThatNothingIsRemembered();
    }

    @Test
    void aBeanOfTheUsersOwnIsRecognised() {
        service.with(WithBean.class);
        service.startUntilRecognised();

        service.changelog("--changeset ana:2\ninsert into effects values ('2');\n");
        assertThat(service.startIsRecognised()).isFalse();
        assertThat(effects()).containsExactly("1", "2");
    }

    @Test
    void theCodeOfAChangeThatDecidesOnItsChecksumIsAsked() {
        service.file("db/changelog/main.yaml", """
                databaseChangeLog:
                  - changeSet: {id: 2, author: ana, runOnChange: true, changes: [
                      {customChange: {class: "%s"}}]}
                """.formatted(VersionedChange.class.getName()));
        assertThatNothingIsRemembered(YAML);

        VersionedChange.version++;
        assertThat(VersionedChange.executed).isOne();
        assertThat(service.startIsRecognised(YAML)).isFalse();
        assertThat(VersionedChange.executed).isEqualTo(2);
    }

    @Test
    void ofTwoBeansThatShareAHistoryOneIsChanged() {
        service.with(TwoBeans.class);
        service.file("db/changelog/second.sql", "--liquibase formatted sql\n--changeset ben:1\nselect 1;\n");
        service.startAndStop();
        assertThatBeansAreRecognised(2);

        service.file(
                "db/changelog/second.sql",
                "--liquibase formatted sql\n--changeset ben:2\ninsert into effects values ('ben 2');\n");
        assertThatBeansAreRecognised(1);
        assertThat(effects()).containsExactly("1", "ben 2");
        assertThatBeansAreRecognised(2);

        service.changelog("--changeset ana:3\ninsert into effects values ('3');\n");
        assertThatBeansAreRecognised(1);
        assertThat(effects()).containsExactly("1", "ben 2", "3");
    }

    private void assertThatBeansAreRecognised(int number) {
        int before = service.recognisedStarts();
        service.startAndStop();
        assertThat(service.recognisedStarts() - before).isEqualTo(number);
    }

    @Test
    void ofTwoBeansThatShareAHistoryTheFirstDropsEverything() {
        service.with(TwoBeans.class, DropFirst.class);
        service.changelog("--changeset ana:1\ncreate table effects (changeset text);\n");
        service.file(
                "db/changelog/second.sql",
                "--liquibase formatted sql\n--changeset ben:1\ninsert into effects values ('ben 1');\n");
        service.startAndStop();
        assertThat(effects()).containsExactly("ben 1");

        service.database().execute("insert into effects values ('dropped')");
        service.startAndStop();
        assertThat(effects()).containsExactly("ben 1");
    }

    private void assertThatNothingIsRemembered(String... properties) {
        service.startAndStop(properties);
        assertThat(service.startIsRecognised(properties)).isFalse();
        assertThat(service.startIsRecognised(properties)).isFalse();
    }

    private List<String> effects() {
        return service.database().query("select changeset from effects order by ctid");
    }

    @Configuration(proxyBeanMethods = false)
    static class WithCustomizer {

        @Bean
        Customizer<Liquibase> customizer() {
            return liquibase -> {};
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class WithBean {

        @Bean
        SpringLiquibase liquibase(DataSource dataSource) {
            return changelog(new SpringLiquibase(), dataSource, TestService.CHANGELOG);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class WithSubclass {

        @Bean
        SpringLiquibase liquibase(DataSource dataSource) {
            return changelog(new UsersLiquibase(), dataSource, TestService.CHANGELOG);
        }
    }

    static class UsersLiquibase extends SpringLiquibase {}

    @Configuration(proxyBeanMethods = false)
    static class TwoBeans {

        @Bean
        @Order(1)
        SpringLiquibase first(DataSource dataSource, Optional<DropFirst> drop) {
            var first = changelog(new SpringLiquibase(), dataSource, TestService.CHANGELOG);
            first.setDropFirst(drop.isPresent());
            return first;
        }

        @Bean
        @Order(2)
        SpringLiquibase second(DataSource dataSource) {
            return changelog(new SpringLiquibase(), dataSource, "db/changelog/second.sql");
        }
    }

    static class DropFirst {}

    private static SpringLiquibase changelog(SpringLiquibase liquibase, DataSource dataSource, String changelog) {
        liquibase.setDataSource(dataSource);
        liquibase.setChangeLog("classpath:" + changelog);
        return liquibase;
    }

    /** A change of which there is a new version without anything in the changelog that tells. */
    public static class VersionedChange extends PlainChange implements CustomTaskChange, CustomChangeChecksum {

        static int version;

        static int executed;

        @Override
        public CheckSum generateChecksum() {
            return CheckSum.compute("version " + version);
        }

        @Override
        public void execute(Database database) {
            executed++;
        }
    }
}
