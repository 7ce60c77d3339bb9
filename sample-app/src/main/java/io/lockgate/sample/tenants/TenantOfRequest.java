package io.lockgate.sample.tenants;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The tenant that a request names by its header {@code X-Tenant}; kept in the request, and gone with it. */
@Component
class TenantOfRequest implements HandlerInterceptor, WebMvcConfigurer {

    private static final String HEADER = "X-Tenant";

    private static final String ATTRIBUTE = TenantOfRequest.class.getName();

    private final Tenants tenants;

    TenantOfRequest(Tenants tenants) {
        this.tenants = tenants;
    }

    /** The schema to work in; nothing for the house's own, and outside of requests. */
    static Optional<String> current() {
        return Optional.ofNullable(RequestContextHolder.getRequestAttributes())
                .map(request -> (String) request.getAttribute(ATTRIBUTE, RequestAttributes.SCOPE_REQUEST));
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this);
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        String tenant = request.getHeader(HEADER);
        if (tenant != null) {
            tenants.requireReady(tenant);
            request.setAttribute(ATTRIBUTE, tenant);
        }
        return true;
    }
}
