// Package gclplugin runs cancelcheck inside golangci-lint: it registers the
// analyzers as a module plugin. docs/golangci-lint.md has the two files that
// a user needs.
//
// What differs from the other roads is what golangci-lint asks for. Related
// positions are left out, because it makes an issue of each. //nolint comments
// are left to it, because it calls one unused unless the finding arrives. All
// rules are one analyzer, or it would put each rule's name before a message
// that ends with it.
package gclplugin
