package io.lockgate.testing;

import java.util.concurrent.atomic.AtomicInteger;
import liquibase.Liquibase;
import liquibase.integration.spring.Customizer;

/** A bean that counts how often the changelog of its service is read, to plan or to apply it: each time begins with it. */
public final class Readings implements Customizer<Liquibase> {

    private final AtomicInteger number = new AtomicInteger();

    @Override
    public void customize(Liquibase liquibase) {
        number.incrementAndGet();
    }

    public int number() {
        return number.get();
    }
}
