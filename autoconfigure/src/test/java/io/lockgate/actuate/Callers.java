package io.lockgate.actuate;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.security.Principal;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Believes whatever a request says of its caller, in place of Spring Security: {@code ?caller=name} has the role of that name. */
@Configuration(proxyBeanMethods = false)
class Callers {

    @Bean
    Filter calledAsTheySay() {
        return (request, response, chain) -> chain.doFilter(new Called((HttpServletRequest) request), response);
    }

    private static final class Called extends HttpServletRequestWrapper {

        Called(HttpServletRequest request) {
            super(request);
        }

        @Override
        public Principal getUserPrincipal() {
            String caller = getParameter("caller");
            return caller == null ? null : () -> caller;
        }

        @Override
        public boolean isUserInRole(String role) {
            return role.equals(getParameter("caller"));
        }
    }
}
