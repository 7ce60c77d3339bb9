package io.lockgate.changelog;

import io.lockgate.database.MigrationConnection;
import io.lockgate.lock.Fence;
import java.util.ArrayList;
import java.util.List;
import liquibase.changelog.visitor.ChangeExecListener;
import liquibase.changelog.visitor.DefaultChangeExecListener;
import org.jspecify.annotations.Nullable;

/** Who is told of what Liquibase executes, and in which order: the fence first, the user's last. */
final class ExecListeners {

    private ExecListeners() {}

    static ChangeExecListener of(
            MigrationConnection connection,
            @Nullable Fence fence,
            @Nullable ChangelogTarget tenant,
            @Nullable ChangeExecListener recording,
            Progress progress,
            List<ChangeExecListener> users) {
        List<ChangeExecListener> all = new ArrayList<>();
        if (fence != null) {
            all.add(new ExactlyOnce(connection, fence));
            if (fence.hasRole()) {
                all.add(new UnderRole(connection, fence));
            }
        }
        if (tenant != null) {
            all.add(new LandsInSchema(connection, tenant.schema()));
        }
        if (recording != null) {
            all.add(recording);
        }
        all.add(progress);
        all.addAll(users);
        return new DefaultChangeExecListener(all.toArray(ChangeExecListener[]::new));
    }
}
