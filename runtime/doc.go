// Package runtime holds the cancellation contract.
package runtime
