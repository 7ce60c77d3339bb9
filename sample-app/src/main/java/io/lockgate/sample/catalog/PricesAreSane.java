package io.lockgate.sample.catalog;

import io.lockgate.check.CheckResult;
import io.lockgate.check.SchemaCheck;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** After a migration: there is something for sale, and nothing for less than nothing. */
@Component
class PricesAreSane implements SchemaCheck {

    @Override
    public String name() {
        return "prices-are-sane";
    }

    @Override
    public CheckResult check(JdbcClient jdbc) {
        Prices prices = jdbc.sql("""
                        select count(*) as products, count(*) filter (where price_cents < 0) as negative
                        from products
                        """).query(Prices.class).single();
        if (prices.products() == 0) {
            return CheckResult.down("The catalog is empty.");
        }
        if (prices.negative() > 0) {
            return CheckResult.down(prices.negative() + " products have a negative price.");
        }
        return CheckResult.up();
    }

    /** How many products there are, and how many of them have a negative price. */
    record Prices(long products, long negative) {}
}
