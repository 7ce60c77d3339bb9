package io.lockgate.thirdparty;

import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** One way to run a changelog on a database. */
interface Migrator {

    void migrate(ThirdPartyChangelog changelog, DriverManagerDataSource database) throws Exception;
}
