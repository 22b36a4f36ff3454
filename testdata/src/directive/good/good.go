// Package good holds directives that silence a finding and say why.
package good

import (
	"context"
	"time"
)

func lineAbove(ctx context.Context) {
	//cancelcheck:ignore ctxsleep the device is slow
	time.Sleep(time.Minute)
	//lint:ignore cancelcheck the device is slow
	time.Sleep(time.Minute)
	//nolint:cancelcheck
	time.Sleep(time.Minute)
}

func sameLine(ctx context.Context) {
	time.Sleep(time.Minute) //cancelcheck:ignore ctxsleep the device is slow
	time.Sleep(time.Minute) //nolint:cancelcheck // the device is slow
	time.Sleep(time.Minute) //nolint:errcheck,cancelcheck
}

func severalRules(ctx context.Context) {
	//cancelcheck:ignore ctxdead,ctxsleep the device is slow
	time.Sleep(time.Minute)
}

// A directive for a likely finding is used, also when nobody sees that level.
func belowTheLevel(ctx context.Context) {
	//cancelcheck:ignore ctxsleep the device is slow
	time.Sleep(time.Second)
}

func forOthers(ctx context.Context) {
	//nolint:errcheck
	//lint:ignore SA1000 this is for another tool
	println()
}
