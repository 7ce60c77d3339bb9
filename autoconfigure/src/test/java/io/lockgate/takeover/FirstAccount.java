package io.lockgate.takeover;

import org.springframework.jdbc.core.simple.JdbcClient;

/** A bean that uses the migrated schema as soon as it is created. */
class FirstAccount {

    FirstAccount(JdbcClient jdbc) {
        jdbc.sql("insert into account values (1)").update();
    }
}
