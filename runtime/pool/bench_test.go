package pool

import (
	"context"
	"slices"
	"testing"
)

// The prices that the documentation tells; bench/pools has those of others. Where
// tasks run beside the loop, their end is measured, too.

func BenchmarkNew(b *testing.B) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	b.ReportAllocs()
	for b.Loop() {
		p := New(ctx)
		p.Wait(ctx)
	}
}

func BenchmarkGo(b *testing.B) {
	ctx := context.Background()
	p := New(ctx, Limit(8))
	b.ReportAllocs()
	for range b.N {
		p.Go(ctx, nothing)
	}
	p.Wait(ctx)
}

func BenchmarkSubmit(b *testing.B) {
	ctx := context.Background()
	p := New(ctx, Limit(8))
	b.ReportAllocs()
	for range b.N {
		Submit(ctx, p, one)
	}
	p.Wait(ctx)
}

func BenchmarkWaitInTask(b *testing.B) {
	ctx := context.Background()
	p := New(ctx, Limit(1))
	b.ReportAllocs()
	p.Go(ctx, func(ctx context.Context) error {
		for b.Loop() {
			Submit(ctx, p, one).Wait(ctx)
		}
		return nil
	})
	p.Wait(ctx)
}

func BenchmarkWaitResolved(b *testing.B) {
	ctx := context.Background()
	p := New(ctx)
	f := Submit(ctx, p, one)
	p.Wait(ctx)
	for b.Loop() {
		f.Wait(ctx)
	}
}

func BenchmarkTaskDone(b *testing.B) {
	ctx := context.Background()
	p := New(ctx, Limit(8))
	b.ReportAllocs()
	for range b.N {
		p.Go(ctx, func(ctx context.Context) error { ctx.Done(); return nil })
	}
	p.Wait(ctx)
}

func BenchmarkMap(b *testing.B) {
	ctx := context.Background()
	p := New(ctx, Limit(8))
	in := slices.Collect(ints(10_000))
	b.ReportAllocs()
	for b.Loop() {
		for _, err := range Map(ctx, p, in, func(_ context.Context, i int) (int, error) { return i, nil }) {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
	p.Wait(ctx)
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(in)), "ns/element")
}

func BenchmarkMapSeq(b *testing.B) {
	ctx := context.Background()
	p := New(ctx, Limit(8))
	b.ReportAllocs()
	for _, err := range MapSeq(ctx, p, ints(b.N), func(_ context.Context, i int) (int, error) { return i, nil }) {
		if err != nil {
			b.Fatal(err)
		}
	}
	p.Wait(ctx)
}

func BenchmarkCancel10kFutures(b *testing.B) {
	ctx := context.Background()
	for range b.N {
		b.StopTimer()
		p := New(ctx, Limit(8))
		for range 8 {
			p.Go(ctx, untilDone)
		}
		for range 10_000 {
			Submit(ctx, p, one)
		}
		b.StartTimer()
		p.Cancel(errFirst)
		p.Wait(ctx)
	}
}
