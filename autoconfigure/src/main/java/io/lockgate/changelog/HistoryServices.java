package io.lockgate.changelog;

import java.util.Map;
import liquibase.Scope;
import liquibase.changelog.ChangeLogHistoryServiceFactory;
import liquibase.database.Database;
import org.springframework.beans.DirectFieldAccessor;

/** What Liquibase keeps of each history for the life of the process. */
final class HistoryServices {

    private HistoryServices() {}

    /** Whether Liquibase would have corrected a history that a planner has read. */
    static boolean isToBeCorrected(Database database) {
        return factory().getChangeLogService(database) instanceof ReadHistoryService read && read.isToBeCorrected();
    }

    /**
     * Forgets one. Databases are the same if they have the same connection, so that the next one on it would find the service
     * of this one. Liquibase has a way to forget all alone, those of other threads included; that remains where we may not
     * look, such as in a native image.
     */
    static void forget(Database database) {
        ChangeLogHistoryServiceFactory factory = factory();
        DirectFieldAccessor fields = new DirectFieldAccessor(factory);
        if (fields.isReadableProperty("services")
                && fields.getPropertyValue("services") instanceof Map<?, ?> services) {
            services.remove(database);
        } else {
            factory.resetAll();
        }
    }

    private static ChangeLogHistoryServiceFactory factory() {
        return Scope.getCurrentScope().getSingleton(ChangeLogHistoryServiceFactory.class);
    }
}
