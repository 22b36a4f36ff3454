// Package bad holds directives that silence nothing, or do not say why.
package bad

import (
	"context"
	"time"
)

func nothingToSilence(ctx context.Context) {
	//cancelcheck:ignore ctxsleep the device is slow // want `^//cancelcheck:ignore ctxsleep silences nothing: remove it \(directive\)$`
	println()
	println() //nolint:cancelcheck // want `^//nolint:cancelcheck silences nothing: remove it`
	//lint:ignore cancelcheck it was slow once // want `^//lint:ignore cancelcheck silences nothing: remove it`
	println()
}

func otherRule(ctx context.Context) {
	//cancelcheck:ignore ctxdead the device is slow // want `ctxdead silences nothing`
	println()
	time.Sleep(time.Millisecond)
}

func twoLinesAbove(ctx context.Context) {
	//cancelcheck:ignore ctxsleep the device is slow // want `silences nothing`

	println()
}

func noReason(ctx context.Context) {
	//cancelcheck:ignore ctxsleep // want `^//cancelcheck:ignore ctxsleep gives no reason: say why the finding does not matter`
	time.Sleep(time.Minute)
	//lint:ignore cancelcheck // want `^//lint:ignore cancelcheck gives no reason`
	time.Sleep(time.Minute)
}

func noRule(ctx context.Context) {
	//cancelcheck:ignore // want `^//cancelcheck:ignore names no rule: it silences nothing`
	println()
}

func misspelt(ctx context.Context) {
	//cancelcheck:ignore ctxslep the device is slow // want `^no rule "ctxslep": `
	println()
}

func noSuchDirective(ctx context.Context) {
	//cancelcheck:ignroe ctxsleep the device is slow // want `^//cancelcheck:ignroe is no directive: ignore and assume are`
	println()
}

// noSuchAssumption is not what anybody can assume.
//
//cancelcheck:assume harmless // want `^nothing is assumed: "harmless" is none of: blocks, finite, honours ctx, joins, spawns \(directive\)$`
func noSuchAssumption() {}

// nothingToHonour takes none.
//
//cancelcheck:assume honours ctx // want `^nothing is assumed: nothingToHonour takes no context`
func nothingToHonour() {}

// nothingToSpawn takes none.
//
//cancelcheck:assume spawns // want `^nothing is assumed: nothingToSpawn takes no function`
func nothingToSpawn(context.Context) {}

func inTheBody() {
	//cancelcheck:assume finite // want `^nothing is assumed: it is not in the comment of a function's declaration`
	println()
}
