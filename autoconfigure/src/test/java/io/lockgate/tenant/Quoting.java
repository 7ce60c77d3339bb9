package io.lockgate.tenant;

import liquibase.util.LiquibaseUtil;

/** Schemas whose names have to be quoted: Liquibase 4 sets the search path without quotes, so that it cannot migrate them. */
final class Quoting {

    private Quoting() {}

    static boolean isDoneByLiquibase() {
        return !LiquibaseUtil.getBuildVersion().startsWith("4.");
    }
}
