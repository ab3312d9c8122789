# SonicGen. `make demo` and `make check` do all their set-up themselves.
#
#	make                build into $(O)/bin
#	make demo           index real recordings, identify a distorted clip
#	make check          install what is missing, build, run every test
#	make check SAN=1    the same under ASan and UBSan
#	make eval           distorted clips of DIR, or of a small sample: how many
#	                    are recognised; N clips for each condition
#	make serve          the web page, on the demo's index or on D
#	make check-long     campaigns that take minutes
#	make cover          which lines the tests reach
#	make fuzz           libFuzzer on each parser, a minute; fuzz-long goes on where
#	                    it was, until each has had 10 million executions or half an
#	                    hour, or with TARGET= until you stop it
#	make afl            AFL++ on the same
#	make bench          what it costs, into BENCH.md; bench-quick: a glance
#	make lint fmt-check the rules of the house; make fmt lays the code out
#	make install        into PREFIX, below DESTDIR; make uninstall
#	make dist deb       a tarball of what is committed; a Debian package

PREFIX  = /usr/local
DESTDIR =
CC      = gcc
CFLAGS  = -O2 -g
O       = build$(if $(SAN),-san)
VERSION = $(shell sed -n 's/^\#define SG_VERSION "\(.*\)"/\1/p' lib/base/sg.h)

PKGS = sndfile libmpg123 soxr fftw3f jansson libcrypto libcurl libpq
# of these, what is loaded when it is needed: lib/base/late.h
LATE = sndfile libmpg123 soxr libcurl libpq
WARN = -std=c11 -Wall -Wextra -Wpedantic -Wshadow -Wconversion \
       -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings -Wvla
, := ,
# V=1 shows the commands
say = $(if $(V),,@echo '  $1 $@' && )
SANFLAGS = $(if $(SAN),-O1 -fsanitize=address$(,)undefined \
           -fno-sanitize-recover=all,-D_FORTIFY_SOURCE=2)
# same input, same bytes: no fused multiply-add where a CPU happens to have it
ALL_CFLAGS = $(WARN) -D_DEFAULT_SOURCE -D_FILE_OFFSET_BITS=64 -Ilib \
             -ftree-vectorize -fopenmp-simd -fno-math-errno -ffp-contract=off \
             -fstack-protector-strong -fPIE \
             $(shell pkg-config --cflags $(PKGS) 2>/dev/null) \
             $(CPPFLAGS) $(CFLAGS) $(SANFLAGS)
ALL_LDFLAGS = -pie -Wl,-z,relro,-z,now,--as-needed $(LDFLAGS) $(SANFLAGS)
LDLIBS = $(shell pkg-config --libs $(filter-out $(LATE),$(PKGS)) 2>/dev/null) -lm -ldl -pthread

CMD  = $(notdir $(basename $(wildcard cmd/*.c)))
LIB  = $(wildcard lib/*/*.c)
UNIT = $(notdir $(basename $(wildcard tests/unit/*.c)))
TOOL = $(notdir $(basename $(wildcard tests/tool/*.c)))
C    = $(wildcard cmd/*.c lib/*/*.[ch] tests/*/*.[ch])

FUZZ = $(filter-out replay,$(notdir $(basename $(wildcard tests/fuzz/*.c))))

all: $(CMD:%=$(O)/bin/%)

$(O)/bin/%: $(O)/cmd/%.o $(O)/libsg.a
	@mkdir -p $(@D)
	$(call say,LD)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LDLIBS)

$(O)/unit/%: $(O)/tests/unit/%.o $(O)/libsg.a
	@mkdir -p $(@D)
	$(call say,LD)$(CC) $(ALL_LDFLAGS) -o $@ $^ -lcmocka $(LDLIBS)

$(O)/tool/%: $(O)/tests/tool/%.o $(O)/libsg.a
	@mkdir -p $(@D)
	$(call say,LD)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LDLIBS)

# a target with a driver of our own; fuzz-build has libFuzzer's
$(O)/fuzz/%: $(O)/tests/fuzz/%.o $(if $(LIBFUZZER),,$(O)/tests/fuzz/replay.o) $(O)/libsg.a
	@mkdir -p $(@D)
	$(call say,LD)$(CC) $(ALL_LDFLAGS) $(LIBFUZZER) -o $@ $^ $(LDLIBS)

$(O)/libsg.a: $(LIB:%.c=$(O)/%.o) $(O)/sql/schema.o
	$(call say,AR)rm -f $@ && $(AR) rcs $@ $^

$(O)/%.o: %.c | libraries
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# sql/ as an array of lines, for sg-queue init
$(O)/sql/schema.c: $(wildcard sql/0*.sql)
	@mkdir -p $(@D)
	$(call say,GEN){ echo '#include "edge/queue_schema.h"'; \
	    echo 'const char *const queue_schema[] = {'; \
	    sed 's/[\"]/\\&/g; s/.*/"&\\n",/' $(sort $^); echo '0};'; } >$@

$(O)/sql/schema.o: $(O)/sql/schema.c | libraries
	$(call say,CC)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

libraries:
	@pkg-config --exists $(PKGS) || \
	    { echo 'libraries are missing: tests/need.sh build' >&2; exit 2; }

-include $(shell find $(O) -name '*.d' 2>/dev/null)
.SECONDARY:

# a make of its own sees what need.sh installed, and uses all cores
AGAIN = $(MAKE) --no-print-directory \
        $(if $(filter -j%,$(MAKEFLAGS)),,-j$(shell nproc))

demo:
	@tests/need.sh demo
	+@$(AGAIN) all
	@PATH="$(CURDIR)/$(O)/bin:$$PATH" pipelines/demo.sh

check:
	@tests/need.sh check
	+@$(AGAIN) test

test: all $(UNIT:%=$(O)/unit/%) $(TOOL:%=$(O)/tool/%) $(FUZZ:%=$(O)/fuzz/%)
	@O='$(O)' tests/run.sh

check-long:
	@tests/need.sh check
	+@$(AGAIN) all $(TOOL:%=$(O)/tool/%)
	@O='$(O)' tests/run.sh tests/long/*.t

# which lines the tests reach: tests/cover.sh. Without the test that fails allocations,
# which would fail gcov's, too, and those that install
cover:
	@tests/need.sh check
	+@rm -rf build-cover && $(AGAIN) all $(UNIT:%=build-cover/unit/%) \
	    $(TOOL:%=build-cover/tool/%) $(FUZZ:%=build-cover/fuzz/%) O=build-cover \
	    SANFLAGS='-O1 --coverage -fprofile-update=atomic'
	@O=build-cover tests/run.sh build-cover/unit/* \
	    $(filter-out tests/memory.t tests/memory-net.t tests/install.t tests/around.t,$(wildcard tests/*.t))
	@tests/cover.sh build-cover

# tests/fuzz/run.sh
fuzz fuzz-long:
	@tests/need.sh fuzz
	+@$(AGAIN) $(FUZZ:%=build/fuzz/%) O=build SAN=
	+@$(AGAIN) $(FUZZ:%=build-fuzz/fuzz/%) O=build-fuzz CC=clang LIBFUZZER=-fsanitize=fuzzer \
	    SANFLAGS='-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all'
	@tests/fuzz/run.sh $(if $(filter fuzz-long,$@),$(if $(TARGET),-l,-f)) $(or $(TARGET),$(FUZZ))

serve:
	@tests/need.sh serve
	+@$(AGAIN) all
	@PATH="$(CURDIR)/$(O)/bin:$$PATH" pipelines/serve.sh $(D:%=-d '%')

# the table, its picture, and every answer are in $(O)/eval
eval:
	@tests/need.sh eval
	+@$(AGAIN) all $(O)/tool/xcorr
	@PATH='$(CURDIR)/$(O)/bin:$(CURDIR)/$(O)/tool':"$$PATH" \
	    pipelines/evaluate.sh -n $(or $(N),4) -m 20 -o $(O)/eval \
	    "$(or $(DIR),$$(pipelines/eval/sample.sh $(O)/sample))"

# the same by AFL++, whose instrumentation does not bear code for several processors
afl:
	@tests/need.sh afl
	+@$(AGAIN) $(FUZZ:%=build/fuzz/%) O=build SAN=
	+@$(AGAIN) $(FUZZ:%=build-afl/fuzz/%) O=build-afl CC=afl-clang-fast LIBFUZZER=-fsanitize=fuzzer \
	    SANFLAGS='-fsanitize=address -D__SANITIZE_ADDRESS__'
	@tests/fuzz/afl.sh $(or $(TARGET),$(FUZZ))

# SG_BENCH_... make it larger: tests/bench/run.sh
bench:
	@tests/need.sh bench
	+@$(AGAIN) all $(O)/tool/grow
	@PATH='$(CURDIR)/$(O)/bin:$(CURDIR)/$(O)/tool':"$$PATH" \
	    tests/bench/run.sh -o $(O)/bench >$(O)/BENCH.md
	@cp $(O)/BENCH.md . && cp $(O)/bench/growth.svg tests/bench && cat BENCH.md

bench-quick:
	@tests/need.sh bench
	+@$(AGAIN) all $(O)/tool/grow
	@PATH='$(CURDIR)/$(O)/bin:$(CURDIR)/$(O)/tool':"$$PATH" SG_BENCH_SECONDS=180 SG_BENCH_STREAM=1 \
	    SG_BENCH_POSTINGS=100000 SG_BENCH_PG=0 tests/bench/run.sh -o $(O)/bench-quick

fmt:
	@clang-format -i $(C)

fmt-check:
	@clang-format --dry-run -Werror $(C)

lint:
	tests/lint.sh

# a part of it, by itself
static:
	@tests/static.sh '--checks=-clang-analyzer-*'

# what users run by name, and what those run
PIPELINE = sg-channel sg-dedup sg-fleet sg-identify sg-ingest sg-refingerprint sg-serve sg-worker
PLOT     = $(notdir $(basename $(wildcard pipelines/plot-*.sh)))
PART     = $(addprefix pipelines/,batch.sh clusters.awk clusters.jq \
           dedup.sh fetch.sh fleet.sh identify.sh index.sh ingest.sh ingest-one.sh lib.sh list.sh obtain.sh one.sh \
           pairs.sh plan.pl plot.sh refingerprint.sh refingerprint-one.sh relink.sh serve.sh table.awk worker.sh yt.sh) \
           $(PLOT:%=pipelines/%.sh)
BINDIR   = $(DESTDIR)$(PREFIX)/bin
LIBEXEC  = $(DESTDIR)$(PREFIX)/libexec/sonicgen
MANDIR   = $(DESTDIR)$(PREFIX)/share/man
COMPDIR  = $(DESTDIR)$(PREFIX)/share/bash-completion/completions
WEBDIR   = $(DESTDIR)$(PREFIX)/share/sonicgen/web
UNITDIR  = $(DESTDIR)$(PREFIX)/lib/systemd/system

install: all
	install -d -m 755 '$(BINDIR)' '$(LIBEXEC)' '$(COMPDIR)' '$(WEBDIR)/page' '$(UNITDIR)'
	install -m 755 $(CMD:%=$(O)/bin/%) '$(BINDIR)'
	install -m 755 $(PART) '$(LIBEXEC)'
	cd '$(LIBEXEC)' && chmod 644 lib.sh batch.sh clusters.* plot.sh table.awk yt.sh
	ln -sf ../libexec/sonicgen/dedup.sh '$(BINDIR)/sg-dedup'
	ln -sf ../libexec/sonicgen/fleet.sh '$(BINDIR)/sg-fleet'
	ln -sf ../libexec/sonicgen/identify.sh '$(BINDIR)/sg-identify'
	ln -sf ../libexec/sonicgen/index.sh '$(BINDIR)/sg-ingest'
	ln -sf ../libexec/sonicgen/ingest.sh '$(BINDIR)/sg-channel'
	ln -sf ../libexec/sonicgen/refingerprint.sh '$(BINDIR)/sg-refingerprint'
	ln -sf ../libexec/sonicgen/serve.sh '$(BINDIR)/sg-serve'
	ln -sf ../libexec/sonicgen/worker.sh '$(BINDIR)/sg-worker'
	for p in $(PLOT); do \
	    ln -sf ../libexec/sonicgen/$$p.sh '$(BINDIR)'/sg-$$p || exit; \
	done
	install -m 644 web/lighttpd.conf '$(WEBDIR)'
	install -m 644 sql/adopt.sql '$(DESTDIR)$(PREFIX)/share/sonicgen'
	install -m 644 web/page/* '$(WEBDIR)/page'
	install -m 644 web/sonicgen-web.service '$(UNITDIR)'
	for m in man/*.[157]; do \
	    install -D -m 644 "$$m" '$(MANDIR)'/man$${m##*.}/$${m##*/} || exit; \
	done
	install -m 644 completion/sonicgen.bash '$(COMPDIR)/sonicgen'
	for p in $(CMD) $(PIPELINE); do \
	    ln -sf sonicgen '$(COMPDIR)'/$$p || exit; \
	done

uninstall:
	cd '$(BINDIR)' && rm -f $(CMD) $(PIPELINE) $(PLOT:%=sg-%)
	rm -rf '$(LIBEXEC)' '$(WEBDIR)' '$(DESTDIR)$(PREFIX)/share/sonicgen/adopt.sql'
	rm -f '$(UNITDIR)/sonicgen-web.service'
	rmdir '$(DESTDIR)$(PREFIX)/share/sonicgen' '$(UNITDIR)' 2>/dev/null || :
	for m in man/*.[157]; do \
	    rm -f '$(MANDIR)'/man$${m##*.}/$${m##*/} || exit; \
	done
	cd '$(COMPDIR)' && rm -f sonicgen $(CMD) $(PIPELINE)

dist:
	@mkdir -p $(O)
	git archive --prefix=sonicgen-$(VERSION)/ -o $(O)/sonicgen-$(VERSION).tar.gz HEAD

deb: all
	rm -rf $(O)/deb
	$(MAKE) install PREFIX=/usr DESTDIR='$(CURDIR)/$(O)/deb'
	debian/pack '$(VERSION)' $(O)/deb $(O)

clean:
	rm -rf build build-afl build-cover build-san build-fuzz build-port

.PHONY: afl all bench bench-quick check check-long clean cover deb static demo dist eval fmt fuzz fuzz-long \
        fmt-check install libraries lint serve test uninstall
