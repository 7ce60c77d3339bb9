package io.lockgate.actuate;

import io.lockgate.actuate.SchemaEndpoint.OneSchemaDescriptor;
import io.lockgate.actuate.SchemaEndpoint.SchemaDescriptor;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/** The endpoint over HTTP, where it depends on the caller whether statements and values are shown. */
@EndpointWebExtension(endpoint = SchemaEndpoint.class)
public final class SchemaEndpointWebExtension {

    private final SchemaEndpoint delegate;

    private final Show showDetails;

    private final Set<String> roles;

    /**
     * Shows what an endpoint does.
     *
     * @param roles one of which a caller must have to be authorized; any caller with a name is, if there are none
     */
    public SchemaEndpointWebExtension(SchemaEndpoint delegate, Show showDetails, Set<String> roles) {
        this.delegate = delegate;
        this.showDetails = showDetails;
        this.roles = roles;
    }

    /** The whole picture. */
    @ReadOperation
    public SchemaDescriptor schema(SecurityContext securityContext) {
        return delegate.schema(showDetails.isShown(securityContext, roles));
    }

    /** One schema; null, which is answered by 404, if there is none of that name. */
    @ReadOperation
    public @Nullable OneSchemaDescriptor schema(SecurityContext securityContext, @Selector String schema) {
        return delegate.schema(schema, showDetails.isShown(securityContext, roles));
    }
}
