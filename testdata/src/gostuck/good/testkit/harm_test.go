package testkit

import (
	"context"
	"testing"

	"cancelcheck.test/harm"
)

func TestHarm(t *testing.T) {
	if harm.Leaks(t, func(context.Context) { _ = asManyAsNames([]string{"ada"}, []int{1}) }) {
		t.Error("somebody is left behind")
	}
}
