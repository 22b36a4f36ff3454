// Package lib waits for whoever calls it.
package lib

import (
	"context"
	"net/http"
	"os/exec"
)

// Fetch gets a page.
func Fetch(url string) error { return fetch(url) }

func fetch(url string) error {
	resp, err := http.Get(url)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// FetchContext gets a page under a context.
func FetchContext(ctx context.Context, url string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// A Builder builds.
type Builder struct{ dir string }

// Build runs make.
func (b *Builder) Build(target string) error {
	cmd := exec.Command("make", target)
	cmd.Dir = b.dir
	return cmd.Run()
}

// BuildWithContext runs make under a context.
func (b *Builder) BuildWithContext(ctx context.Context, target string) error {
	return exec.CommandContext(ctx, "make", target).Run()
}

// Size waits for nothing.
func (b *Builder) Size() (int, error) { return len(b.dir), nil }

// SizeContext is there for an interface.
func (b *Builder) SizeContext(ctx context.Context) (int, error) { return len(b.dir), ctx.Err() }
