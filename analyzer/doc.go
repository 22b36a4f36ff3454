// Package analyzer lists the analyzers of cancelcheck.
package analyzer
