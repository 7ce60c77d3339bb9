package io.lockgate.changelog;

import io.lockgate.schema.ChangeSetId;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;

/** From Liquibase's changesets to our names for them. */
final class ChangeSets {

    private ChangeSets() {}

    static ChangeSetId idOf(ChangeSet changeSet) {
        return new ChangeSetId(changeSet.getFilePath(), changeSet.getId(), changeSet.getAuthor());
    }

    /** Liquibase compares paths without prefixes such as {@code classpath:}. */
    static ChangeSetId normalised(ChangeSetId changeSet) {
        return new ChangeSetId(
                DatabaseChangeLog.normalizePath(changeSet.changeLog()), changeSet.id(), changeSet.author());
    }
}
