package io.lockgate.changelog;

import io.lockgate.database.MigrationConnection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import javax.sql.DataSource;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.analytics.configuration.AnalyticsArgs;
import liquibase.integration.spring.Customizer;
import liquibase.integration.spring.SpringLiquibase;
import liquibase.ui.LoggerUIService;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ResourceLoader;

/**
 * A {@link SpringLiquibase} bean while it works for a run: on the run's connection, and with a word of ours after the user's
 * own customizer. Closing it gives the bean back as it was, and lets Liquibase forget what it has read of the history.
 */
final class Loan implements AutoCloseable {

    private final SpringLiquibase bean;

    private final DataSource dataSource;

    private final ResourceLoader resourceLoader;

    private final @Nullable Customizer<Liquibase> customizer;

    private final boolean dropFirst;

    private final MigrationConnection connection;

    private final Thread borrower = Thread.currentThread();

    private @Nullable Liquibase built;

    private boolean keepGuarded;

    /**
     * Borrows a bean.
     *
     * @param resources what it is to read through
     * @param word is told what the bean built, after the user's customizer was
     */
    Loan(SpringLiquibase bean, ResourceLoader resources, MigrationConnection connection, Consumer<Liquibase> word) {
        this.bean = bean;
        this.resourceLoader = bean.getResourceLoader();
        this.dataSource = bean.getDataSource();
        this.customizer = bean.getCustomizer();
        this.dropFirst = bean.isDropFirst();
        this.connection = connection;
        bean.setDataSource(new LentDataSource(dataSource, connection.lend()));
        bean.setResourceLoader(resources);
        bean.setCustomizer(liquibase -> customize(liquibase, word));
    }

    private void customize(Liquibase liquibase, Consumer<Liquibase> word) {
        if (Thread.currentThread() != borrower) {
            throw new WrongThreadSignal();
        }
        built = liquibase;
        if (customizer != null) {
            customizer.customize(liquibase);
        }
        word.accept(liquibase);
    }

    /** Lets the bean be read without dropping anything: it does so before it asks its customizer. */
    Loan withoutDropping() {
        bean.setDropFirst(false);
        return this;
    }

    /** Whether the bean came as far as asking its customizer: it does not where it is told not to run. */
    boolean reached() {
        return built != null;
    }

    /** Keeps a bean that migrates on a thread of its own from dropping or migrating anything, even after it was given back. */
    void keepGuarded() {
        keepGuarded = true;
    }

    /** Calls into Liquibase in a scope in which our lock counts, and which is quiet unless the user set it otherwise. */
    <T extends @Nullable Object> T call(Callable<T> call) throws Exception {
        Map<String, Object> values = new HashMap<>();
        if (connection.isPostgres()) {
            values.put(HeldLockService.HELD_CONNECTION, connection.lend());
        }
        values.put(Scope.Attr.ui.name(), new LoggerUIService());
        if (bean.getAnalyticsEnabled() == null && AnalyticsArgs.ENABLED.getCurrentValue() == null) {
            values.put(AnalyticsArgs.ENABLED.getKey(), false);
        }
        return Scope.child(values, call::call);
    }

    @Override
    public void close() {
        if (built != null) {
            HistoryServices.forget(built.getDatabase());
        }
        bean.setDataSource(dataSource);
        bean.setResourceLoader(resourceLoader);
        if (!keepGuarded) {
            bean.setDropFirst(dropFirst);
            bean.setCustomizer(customizer);
        }
    }

    /** Stops a bean that would migrate outside of the run's thread, and so outside of its lock. */
    static final class WrongThreadSignal extends RuntimeException {

        private static final long serialVersionUID = 1L;

        WrongThreadSignal() {
            super("Lockgate lets this bean migrate on the thread of its run alone");
        }
    }
}
