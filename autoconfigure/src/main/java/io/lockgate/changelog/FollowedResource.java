package io.lockgate.changelog;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;

/** A resource that tells what is read of it, and which others are found relative to it. */
final class FollowedResource implements Resource {

    private final Resource resource;

    private final @Nullable Location location;

    private final ResourceTrail trail;

    FollowedResource(Resource resource, @Nullable Location location, ResourceTrail trail) {
        this.resource = resource;
        this.location = location;
        this.trail = trail;
    }

    @Override
    public Resource createRelative(String path) throws IOException {
        Location relative = location == null ? null : location.relative(path);
        trail.asked(relative);
        return new FollowedResource(resource.createRelative(path), relative, trail);
    }

    @Override
    public boolean exists() {
        return resource.exists();
    }

    @Override
    public boolean isReadable() {
        return resource.isReadable();
    }

    @Override
    public boolean isOpen() {
        return resource.isOpen();
    }

    @Override
    public boolean isFile() {
        return resource.isFile();
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FollowedStream(resource.getInputStream(), digest -> trail.read(location, digest));
    }

    @Override
    public URL getURL() throws IOException {
        return resource.getURL();
    }

    @Override
    public URI getURI() throws IOException {
        return resource.getURI();
    }

    @Override
    public File getFile() throws IOException {
        return resource.getFile();
    }

    @Override
    public long contentLength() throws IOException {
        return resource.contentLength();
    }

    @Override
    public long lastModified() throws IOException {
        return resource.lastModified();
    }

    @Override
    public @Nullable String getFilename() {
        return resource.getFilename();
    }

    @Override
    public String getDescription() {
        return resource.getDescription();
    }
}
