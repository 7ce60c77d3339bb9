package io.lockgate.check;

import org.springframework.jdbc.core.simple.JdbcClient;

/** The connection still answers. */
record ConnectionCheck() implements SchemaCheck {

    @Override
    public String name() {
        return "connection";
    }

    @Override
    public CheckResult check(JdbcClient jdbc) {
        jdbc.sql("select 1").query(Integer.class).single();
        return CheckResult.up();
    }
}
