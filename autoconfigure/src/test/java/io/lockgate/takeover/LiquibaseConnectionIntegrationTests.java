package io.lockgate.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import javax.sql.DataSource;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.liquibase.autoconfigure.LiquibaseConnectionDetails;
import org.springframework.boot.liquibase.autoconfigure.LiquibaseDataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Where the connection to migrate on may come from. */
@Tag("liquibase")
class LiquibaseConnectionIntegrationTests {

    @AutoClose
    private final Database database = Database.create();

    @AutoClose
    private final Database other = Database.create();

    @BeforeEach
    void createMigrator() {
        database.execute("""
                do $$ begin
                  if to_regrole('migrator') is null then create role migrator login password 'secret'; end if;
                end $$
                """);
        database.execute("grant create on schema public to migrator");
    }

    @Test
    void userAndPasswordAreThoseThatMigrate() {
        Application.run(database, "spring.liquibase.user=migrator", "spring.liquibase.password=secret");

        assertThat(database.texts("select tableowner from pg_tables where tablename in ('account', 'lockgate_run')"))
                .containsExactly("migrator", "migrator");
    }

    @Test
    void urlIsTheDatabaseThatIsMigrated() {
        Application.run(
                database,
                "spring.liquibase.url=" + other.url(),
                "spring.liquibase.user=" + Database.USER,
                "spring.liquibase.driver-class-name=org.postgresql.Driver");

        assertThat(other.runs()).containsExactly("MIGRATED");
        assertThat(database.hasTable("account")).isFalse();
    }

    @Test
    void liquibaseDataSourceIsTheDatabaseThatIsMigrated() {
        Application.run(database, WithLiquibaseDataSource.class, "other.url=" + other.url());

        assertThat(other.runs()).containsExactly("MIGRATED");
        assertThat(database.hasTable("account")).isFalse();
    }

    @Test
    void connectionDetailsNameTheDatabaseThatIsMigrated() {
        Application.run(database, WithConnectionDetails.class, "other.url=" + other.url());

        assertThat(other.runs()).containsExactly("MIGRATED");
        assertThat(database.hasTable("account")).isFalse();
    }

    @Configuration(proxyBeanMethods = false)
    static class WithLiquibaseDataSource {

        @Bean
        DataSource dataSource(@Value("${spring.datasource.url}") String url) {
            return new DriverManagerDataSource(url, Database.USER, "");
        }

        @Bean(defaultCandidate = false)
        @LiquibaseDataSource
        DataSource liquibaseDataSource(@Value("${other.url}") String url) {
            return new DriverManagerDataSource(url, Database.USER, "");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class WithConnectionDetails {

        @Bean
        LiquibaseConnectionDetails liquibaseConnectionDetails(@Value("${other.url}") String url) {
            return new LiquibaseConnectionDetails() {
                @Override
                public String getUsername() {
                    return Database.USER;
                }

                @Override
                public String getPassword() {
                    return "";
                }

                @Override
                public String getJdbcUrl() {
                    return url;
                }
            };
        }
    }
}
