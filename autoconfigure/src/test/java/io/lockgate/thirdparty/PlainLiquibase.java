package io.lockgate.thirdparty;

import liquibase.exception.LiquibaseException;
import liquibase.integration.spring.SpringLiquibase;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Liquibase alone, as {@link SpringLiquibase} runs it without Spring Boot and without Lockgate. */
final class PlainLiquibase implements Migrator {

    @Override
    public void migrate(ThirdPartyChangelog changelog, DriverManagerDataSource database) throws LiquibaseException {
        var liquibase = new SpringLiquibase();
        liquibase.setDataSource(database);
        liquibase.setResourceLoader(new DefaultResourceLoader());
        liquibase.setChangeLog(changelog.location());
        liquibase.setDatabaseChangeLogTable(changelog.historyTable());
        liquibase.setDatabaseChangeLogLockTable(changelog.lockTable());
        liquibase.setChangeLogParameters(changelog.parameters());
        liquibase.setAnalyticsEnabled(false);
        liquibase.afterPropertiesSet();
    }
}
